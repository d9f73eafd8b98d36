/** What the shop sells. Prices in cents. */
export const catalogue = [
  { id: 'kettle', name: 'Kettle', price: 3900 },
  { id: 'teapot', name: 'Teapot', price: 4500 },
  { id: 'cup', name: 'Cup', price: 1200 },
  { id: 'strainer', name: 'Strainer', price: 900 },
  { id: 'assam', name: 'Assam, 100 g', price: 1100 },
  { id: 'sencha', name: 'Sencha, 100 g', price: 1700 },
  { id: 'oolong', name: 'Oolong, 50 g', price: 2100 },
  { id: 'honey', name: 'Honey', price: 800 },
]

export const findProduct = (id) => catalogue.find((product) => product.id === id)
